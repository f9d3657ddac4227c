import type { Score } from "../../assess/score.ts";
import { listed, sectionWords } from "../../../reports/text/words.ts";
import { isAction } from "../least-permissions.ts";
import type { CheckGuide, GuideEvidence, GuideRead } from "./check-guide.ts";

/** What a terminal and a page say alike, so that they cannot say it differently. */
export const USE_WORDS: Readonly<Record<GuideEvidence["use"], string>> = {
  judged: "judged, each once",
  decides: "decides",
  finds: "what is found there counts; also explains and scores",
  logs: "evidence from logs, joined to the finding",
};

export const EFFECT_WORDS: Readonly<Record<GuideRead["effect"], string>> = {
  "not-assessed": "not assessed",
  "in-part": "assessed in part",
  "less-to-tell": "assessed, with less to tell",
};

/** `high, 72 of 100, verdict "attend", confidence 0.74`. */
export function scoreWords({ severity, score, verdict, confidence }: Score): string {
  return `${severity}, ${score} of 100, verdict "${verdict.replace("-", " ")}", confidence ${confidence}`;
}

/** What the confidence of the typical finding leaves open; nothing where all is known. */
export function confidenceWords({ confidence, ledger }: Score): string | undefined {
  const open = ledger.filter(({ factor }) => factor.startsWith("unknown-"));
  return confidence === 1 || open.length === 0
    ? undefined
    : `What was not read counts with stated points and lowers the confidence: ${listed(open.map(({ factor }) => factor))}.`;
}

/** When the check ends as "not assessed" instead of guessing, a sentence each. */
export function notAssessedWords({ evidence, reads, ofBaseline }: CheckGuide): readonly string[] {
  const ofUse = (use: GuideEvidence["use"]): string =>
    listed(evidence.filter((one) => one.use === use).map(({ section }) => spelled(section)));
  const [judged, decides, finds] = [ofUse("judged"), ofUse("decides"), ofUse("finds")];
  return [
    `Where the ${judged} could not be listed, the check says so once for that scope.`,
    ...(decides === "" ? [] : [`Where what decides about one of them was not read: ${decides}.`]),
    ...(finds === ""
      ? []
      : [
          `Where the answer hangs on nothing being found, and not all of it was read: ${finds}. What was found counts all the same.`,
        ]),
    "Where Azure left out, or answered in a way nobody understands, a property that decides: absent is not false.",
    ...flagWords(reads),
    ...(ofBaseline.length === 0
      ? []
      : [
          `Without --baseline there is no earlier report, and what it would tell (${listed(ofBaseline.map(spelled))}) is not requested: shown, and never held against the scan.`,
        ]),
  ];
}

function flagWords(reads: readonly GuideRead[]): readonly string[] {
  const byFlag = Map.groupBy(
    reads.filter(({ flag }) => flag !== undefined),
    ({ flag }) => flag ?? "",
  );
  return [...byFlag].map(([flag, ofFlag]) => {
    const sections = [...new Set(ofFlag.map(({ section }) => spelled(section)))].sort();
    return `Without ${flag}, nobody asks for ${listed(sections)}: shown, and never held against the scan.`;
  });
}

/** `Directory.Read.All in Microsoft Graph, and the role Reader in Azure`. */
export function leastWords({ least: { graph, arm } }: CheckGuide): string {
  const inAzure = arm.map((grant) => (isAction(grant) ? `${grant} in a custom role` : `the role ${grant}`));
  return [
    ...(graph.length === 0 ? [] : [`${listed(graph)} in Microsoft Graph`]),
    ...(arm.length === 0 ? [] : [`${listed(inAzure)} in Azure`]),
  ].join(", and ");
}

/** `SFTP uses`: abbreviations as one writes them. */
function spelled(section: string): string {
  return sectionWords(section)
    .replace(/\bsftp\b/, "SFTP")
    .replace(/\bentra\b/, "Entra")
    .replace(/\bssh\b/, "SSH")
    .replace(/\brbac\b/, "RBAC")
    .replace(/\boauth2\b/, "OAuth 2.0");
}
