import type { PageCheck, PageFinding, PageState } from "../page-data.ts";

export interface FindingGroup {
  /** The check's id, or the subject's in lower case. */
  readonly key: string;
  readonly title: string;
  readonly note: string;
  /** Worst first. */
  readonly findings: readonly PageFinding[];
}

/** Which findings are shown, and in which groups. */
export function choose(checks: ReadonlyMap<string, PageCheck>) {
  /** What free text is looked for in: made once for each finding. */
  const haystacks = new WeakMap<PageFinding, string>();

  function titleOf(finding: PageFinding): string {
    return finding.title ?? checks.get(finding.check)?.title ?? finding.check;
  }

  function matching(findings: readonly PageFinding[], state: PageState): readonly PageFinding[] {
    const { bands, group, scope, verdict, baseline } = state;
    const words = state.text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    return findings.filter(
      (finding) =>
        (bands.length === 0 || bands.includes(finding.severity)) &&
        (verdict === "" || finding.verdict === verdict) &&
        (baseline === "" || finding.baseline === baseline) &&
        (group === "" || checks.get(finding.check)?.group === group) &&
        (scope === "" || concerns(finding, scope)) &&
        words.every((word) => haystackOf(finding).includes(word)),
    );
  }

  /** It lies there, or an attack path leads there from elsewhere. */
  function concerns({ subject, path = [], otherPaths = [] }: PageFinding, scope: string): boolean {
    return (
      subject.scope.toLowerCase() === scope ||
      [path, ...otherPaths].some((hops) => hops.some(({ to }) => to.toLowerCase().startsWith(`${scope}/`)))
    );
  }

  function haystackOf(finding: PageFinding): string {
    const made = haystacks.get(finding);
    if (made !== undefined) return made;
    const { subject, check, message, fingerprint } = finding;
    const tags = [...Object.entries(subject.tags ?? {}), ...Object.entries(subject.groupTags ?? {})];
    const parts = [check, titleOf(finding), message, subject.id, subject.name, subject.place, fingerprint];
    const text = [...parts, ...tags.map((tag) => tag.join("="))].join("\n").toLowerCase();
    haystacks.set(finding, text);
    return text;
  }

  /** Groups by their worst finding, then by their number; findings come sorted by score. */
  function grouped(findings: readonly PageFinding[], view: PageState["view"]): readonly FindingGroup[] {
    const byKey = new Map<string, PageFinding[]>();
    for (const finding of findings) {
      const key = view === "check" ? finding.check : finding.subject.id.toLowerCase();
      const group = byKey.get(key);
      if (group === undefined) byKey.set(key, [finding]);
      else group.push(finding);
    }
    return [...byKey]
      .flatMap(([key, [worst, ...others]]) =>
        worst === undefined ? [] : [{ ...headOf(worst, view), key, findings: [worst, ...others] }],
      )
      .sort((a, b) => scoreOf(b) - scoreOf(a) || b.findings.length - a.findings.length);
  }

  function headOf(finding: PageFinding, view: PageState["view"]): Pick<FindingGroup, "title" | "note"> {
    const { subject, check } = finding;
    if (view === "check") return { title: checks.get(check)?.title ?? titleOf(finding), note: check };
    return { title: subject.name || subject.id, note: subject.place };
  }

  function scoreOf({ findings }: FindingGroup): number {
    return findings[0]?.score ?? 0;
  }

  return { titleOf, matching, grouped };
}
