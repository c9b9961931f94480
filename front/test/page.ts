// As much of a page as a button and a place that is dragged over need.

/** An element that hears and is asked to keep the pointer. */
export class Place extends EventTarget {
  textContent = "";
  readonly attributes = new Map<string, string>();
  captured: number[] = [];

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }

  append(...children: string[]): void {
    this.textContent += children.join("");
  }

  setPointerCapture(pointer: number): void {
    this.captured.push(pointer);
  }

  /** An event with what such an event says; it is returned as it was heard. */
  send(type: string, says: Record<string, unknown> = {}): Event {
    const event = Object.assign(new Event(type, { cancelable: true }), says);
    this.dispatchEvent(event);
    return event;
  }
}

/** Puts values in the place of a page's own. */
export function stand(globals: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true });
}
