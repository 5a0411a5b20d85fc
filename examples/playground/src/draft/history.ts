/** What was edited, and what can be taken back. */
export interface History<Value> {
  readonly past: readonly Value[];
  readonly present: Value;
  readonly future: readonly Value[];
  /** The field that the latest edit was in: the letters of one word are one edit. Null: the next edit is one of its own. */
  readonly field: string | null;
}

const MOST = 200;

export function begin<Value>(present: Value): History<Value> {
  return { past: [], present, future: [], field: null };
}

/** Records an edit. Edits of one field that follow each other are taken back together. */
export function record<Value>(history: History<Value>, present: Value, field: string | null): History<Value> {
  const isContinued = field !== null && field === history.field;
  const past = isContinued ? history.past : [...history.past, history.present].slice(-MOST);
  return { past, present, future: [], field };
}

/** The author has left the field. */
export function sealed<Value>(history: History<Value>): History<Value> {
  return { ...history, field: null };
}

export function undone<Value>(history: History<Value>): History<Value> {
  const present = history.past.at(-1);
  if (present === undefined) return history;
  const { past, future } = history;
  return { past: past.slice(0, -1), present, future: [history.present, ...future], field: null };
}

export function redone<Value>(history: History<Value>): History<Value> {
  const [present, ...future] = history.future;
  if (present === undefined) return history;
  return { past: [...history.past, history.present], present, future, field: null };
}
