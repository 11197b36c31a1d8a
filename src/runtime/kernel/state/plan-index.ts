import {
  COMPLETION_STEP,
  type CompiledTransition,
  type Family,
  isScripted,
  type Plan,
  type PlaneGraph,
  type PlanNode,
  type ResumePolicy,
  type TerminalState,
  type ThresholdPolicy,
} from '../../plan/index.ts';

interface GraphIndex {
  readonly graph: PlaneGraph;
  readonly nodes: ReadonlyMap<string, PlanNode>;
  readonly transitions: ReadonlyMap<string, CompiledTransition>;
  readonly conditional: ReadonlyMap<string, CompiledTransition>;
  readonly resumes: ReadonlyMap<string, ResumePolicy>;
  readonly guards: ReadonlyMap<string, ThresholdPolicy>;
  readonly terminals: ReadonlyMap<string, TerminalState>;
}

/**
 * Look-ups over a frozen plan, built once.
 * A name that is missing is a defect of the compiler, so it throws.
 */
export class PlanIndex {
  readonly plan: Plan;
  /** Every terminal token of every node: only these count as markers. */
  readonly tokens: ReadonlySet<string>;
  /** Plane -> families claimed there, in rank order. */
  readonly familiesByPlane: ReadonlyMap<string, readonly Family[]>;
  /** Threshold policies of all planes, in their order. */
  readonly policies: readonly ThresholdPolicy[];
  /** The plane that judges closure targets, or null. */
  readonly completionPlane: string | null;
  private readonly graphs: ReadonlyMap<string, GraphIndex>;

  constructor(plan: Plan) {
    this.plan = plan;
    this.graphs = new Map(
      Object.entries(plan.graphs_by_plane).map(([plane, graph]) => [plane, indexGraph(graph)]),
    );
    this.tokens = new Set(
      Object.values(plan.graphs_by_plane).flatMap((graph) =>
        graph.nodes.flatMap((node) => Object.keys(node.allowed_result_classes_by_outcome)),
      ),
    );
    this.familiesByPlane = new Map(
      Object.keys(plan.graphs_by_plane).map((plane) => [plane, familiesOf(plan, plane)]),
    );
    this.policies = plan.planes.flatMap((plane) => this.graph(plane).compiled_threshold_policies);
    this.completionPlane =
      Object.values(plan.graphs_by_plane).find((graph) => graph.compiled_completion_entry !== null)
        ?.plane ?? null;
  }

  graph(plane: string): PlaneGraph {
    return this.of(plane).graph;
  }

  hasPlane(plane: string): boolean {
    return this.graphs.has(plane);
  }

  node(plane: string, node: string): PlanNode {
    return found(this.of(plane).nodes.get(node), `node ${node}`);
  }

  /** The name of what runs this node's stages. */
  runnerOf(plane: string, node: string): string {
    return this.node(plane, node).runner_name;
  }

  /** Whether a script plays this node's stages. */
  isScripted(plane: string, node: string): boolean {
    const runner = this.plan.runners[this.runnerOf(plane, node)];
    return runner !== undefined && isScripted(runner);
  }

  hasNode(plane: string, node: string): boolean {
    return this.of(plane).nodes.has(node);
  }

  family(id: string): Family {
    return found(this.plan.families[id], `family ${id}`);
  }

  transition(plane: string, node: string, outcome: string): CompiledTransition {
    const transition = this.of(plane).transitions.get(pair(node, outcome));
    return found(transition, `transition ${node} ${outcome}`);
  }

  /** The transition that is taken instead, while its condition holds. */
  conditional(plane: string, node: string, outcome: string): CompiledTransition | undefined {
    return this.of(plane).conditional.get(pair(node, outcome));
  }

  resume(plane: string, node: string, outcome: string): ResumePolicy | undefined {
    return this.of(plane).resumes.get(pair(node, outcome));
  }

  guard(plane: string, node: string): ThresholdPolicy | undefined {
    return this.of(plane).guards.get(node);
  }

  terminal(plane: string, id: string): TerminalState {
    return found(this.of(plane).terminals.get(id), `terminal state ${id}`);
  }

  /**
   * The node at which a claimed item starts:
   * the one it names, where its graph has it, else its family's entry.
   */
  entryNode(family: Family, startNode: string | null): string {
    if (startNode !== null && this.hasNode(family.plane, startNode)) return startNode;
    const entries = this.graph(family.plane).compiled_entries;
    const entry = entries.find((one) => one.entry_key === family.entry_key);
    return found(entry, `entry ${family.entry_key}`).node_id;
  }

  /** Planes in claim order, with the completion step among them. */
  *claimSteps(): IterableIterator<{ plane: string } | { completion: string }> {
    for (const step of this.plan.claim_order) {
      if (step !== COMPLETION_STEP) yield { plane: step };
      else if (this.completionPlane !== null) yield { completion: this.completionPlane };
    }
  }

  private of(plane: string): GraphIndex {
    return found(this.graphs.get(plane), `plane ${plane}`);
  }
}

function indexGraph(graph: PlaneGraph): GraphIndex {
  return {
    graph,
    nodes: new Map(graph.nodes.map((node) => [node.node_id, node])),
    transitions: byOutcome(graph.compiled_transitions.filter(({ when }) => when === undefined)),
    conditional: byOutcome(graph.compiled_transitions.filter(({ when }) => when !== undefined)),
    resumes: new Map(
      graph.compiled_resume_policies.map((one) => [pair(one.source_node_id, one.on_outcome), one]),
    ),
    guards: new Map(graph.compiled_threshold_policies.map((one) => [one.guarded_node_id, one])),
    terminals: new Map(graph.terminal_states.map((one) => [one.terminal_state_id, one])),
  };
}

function byOutcome(edges: readonly CompiledTransition[]): Map<string, CompiledTransition> {
  return new Map(edges.map((edge) => [pair(edge.source_node_id, edge.outcome), edge]));
}

function familiesOf(plan: Plan, plane: string): Family[] {
  return Object.values(plan.families)
    .filter((family) => family.plane === plane)
    .sort((a, b) => a.claim_rank - b.claim_rank || Number(a.family_id > b.family_id) - 0.5);
}

function pair(node: string, outcome: string): string {
  return `${node} ${outcome}`;
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the compiled plan has no ${name}`);
  return value;
}
