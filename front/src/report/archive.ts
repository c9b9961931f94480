// Panels ask; here everything has been answered already, or is computed from the formula in the page.

import type { Asks, Message } from "../host.ts";
import { Profiles, type Told } from "./profile.ts";

/** The formula, or where a page cannot hold it one profile, and why. */
export type WhatIf = { formula: Told } | { profile: Message; why: string };

export class Archive implements Asks {
  private readonly profiles: Profiles | undefined;

  constructor(
    private readonly whatIf: WhatIf,
    private readonly kept: Record<string, Message | null>,
  ) {
    this.profiles = "formula" in whatIf ? new Profiles(whatIf.formula) : undefined;
  }

  async ask<T = Message>({ kind, values, output }: Message): Promise<T> {
    return (kind === "profile" ? this.profile(values, output) : this.kept[kind]) as T;
  }

  private profile(values: unknown, output: unknown): object {
    if ("profile" in this.whatIf) return this.whatIf.profile;
    return this.profiles!.at((values ?? {}) as Record<string, number | string>, Number(output ?? 0));
  }
}
