// Solvers that go down step by step, so that one looks at them while they run.

export const DESCENTS = new Set(["gd", "sgd", "adam"]);
