import { render } from 'preact';
import { listen } from './data/news.ts';
import { Page } from './page.tsx';
import './style.css';

const place = document.getElementById('page');
if (place !== null) {
  listen();
  render(<Page />, place);
}
