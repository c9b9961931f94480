// Another run beside the one that is drawn.

export interface Other {
  name: string;
  look: string; // its colour, in all pictures
  epoch: ArrayLike<number>;
  error: ArrayLike<number>; // of the rows held out, else of the training rows
  curve?: { x: ArrayLike<number>; y: ArrayLike<number> } | undefined; // of a model of one input
}
