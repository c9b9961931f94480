// The axis that epochs are drawn over: evenly, or by the logarithm of many (see shoal/trace/epoch_axis.py).

export const LONG = 200; // epochs from which on the axis is a log axis
