// A picture whose point is dragged: from the press to the release it has the pointer, and nothing is selected.

interface Drags {
  /** False where there is nothing to take hold of yet. */
  begin(event: PointerEvent): boolean;
  move(event: PointerEvent): void;
  hover?(event: PointerEvent): void; // while nothing is dragged
}

export function listenToDrags(place: HTMLElement, { begin, move, hover }: Drags): void {
  let drags = false;
  place.addEventListener("pointerdown", (event) => {
    if (event.button || !begin(event)) return;
    event.preventDefault();
    place.setPointerCapture(event.pointerId);
    drags = true;
    move(event);
  });
  place.addEventListener("pointermove", (event) => (drags ? move(event) : hover?.(event)));
  for (const end of ["pointerup", "pointercancel"]) place.addEventListener(end, () => (drags = false));
}
