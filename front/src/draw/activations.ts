// Activation functions by their names, as Python computes them (shoal/core/activations/table.py).

/** z = h(a), of one weighted sum. */
export type Activation = (a: number) => number;

/** The forms that neither overflow nor lose the digits of a small result. */
const ACTIVATIONS: Record<string, Activation> = {
  identity: (a) => a,
  tanh: Math.tanh,
  logistic: (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a))),
  relu: (a) => (a > 0 ? a : 0),
  softplus: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
  gaussian: (a) => Math.exp(-a * a),
  polynomial: (a) => 3 + a * (2 + a * (1 + 3 * a ** 3)),
};

/** The function of a name; undefined for one of the user's own, which only Python knows. */
export function activationOf(name: string): Activation | undefined {
  return Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
}
