import { render } from 'preact';
import { listen } from './data/news.ts';
import { Page } from './page.tsx';
import './style/base.css';
import './style/frame.css';
import './style/parts.css';
import './style/views.css';
import './style/text.css';
import './style/graph.css';

const place = document.getElementById('page');
if (place !== null) {
  listen();
  render(<Page />, place);
}
