// The part of node's runner and of its assertions that the tests use. Node's own types would bring
// its globals into the sources, which run in browsers alone.

declare module "node:test" {
  export function test(rule: string, check: () => void | Promise<void>): Promise<void>;
}

declare module "node:assert/strict" {
  interface Assert {
    (value: unknown, message?: string): asserts value;
    equal(actual: unknown, expected: unknown, message?: string): void;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    rejects(promise: Promise<unknown>, error: RegExp): Promise<void>;
  }
  const assert: Assert;
  export default assert;
}
