import type { Likeness } from "../../inventory/sections.ts";
import type { OwnDomains } from "../own-domains.ts";
import { wordsOf } from "./words.ts";

/** One way to spell a name that can be borrowed. */
export interface Form {
  readonly brand: string;
  /** Whose name it is: a publisher that bears any name of a company bears all of them. */
  readonly company: string;
  readonly of: Likeness["of"];
  readonly isProduct: boolean;
  /** Its words, in lower case: `palo`, `alto`, `networks`. */
  readonly words: readonly string[];
  /** Its words run together. */
  readonly text: string;
}

/** A spelling with a space stands for the one without, too. */
type Row = readonly [brand: string, ...spellings: readonly string[]];

/** Of the kind that campaigns borrow: https://attack.mitre.org/techniques/T1528/ tells of McAfee Email Protection. */
const SECURITY_VENDORS: readonly Row[] = [
  ["Avast", "avast"],
  ["Barracuda", "barracuda"],
  ["Bitdefender", "bitdefender"],
  // Checkpoints are everywhere.
  ["Check Point", "check point software"],
  ["Cisco", "cisco"],
  ["CrowdStrike", "crowd strike"],
  ["Darktrace", "darktrace"],
  ["ESET", "eset"],
  ["FireEye", "fire eye"],
  ["Fortinet", "fortinet"],
  ["Kaspersky", "kaspersky"],
  ["Malwarebytes", "malwarebytes"],
  ["Mandiant", "mandiant"],
  ["McAfee", "mcafee"],
  ["Mimecast", "mimecast"],
  // So are people and places of that name.
  ["Norton", "norton antivirus", "norton security", "norton 360", "norton lifelock"],
  ["Okta", "okta"],
  ["Palo Alto Networks", "palo alto networks"],
  ["Proofpoint", "proofpoint"],
  ["SentinelOne", "sentinel one"],
  ["Sophos", "sophos"],
  ["Symantec", "symantec"],
  ["Trellix", "trellix"],
  ["Trend Micro", "trend micro"],
  ["Zscaler", "zscaler"],
];

/**
 * Products whose name nobody needs for a description. Azure, Teams, Exchange, Windows, Defender and Outlook alone are
 * words of honest names ("Azure backup", "Outlook add-in").
 */
const MICROSOFT_PRODUCTS: readonly Row[] = [
  ["Azure AD", "azure ad", "azure active directory"],
  ["Entra ID", "entra id"],
  ["Exchange Online", "exchange online"],
  ["Intune", "intune"],
  ["Office 365", "office 365"],
  ["OneDrive", "one drive"],
  ["SharePoint", "share point"],
  ["Windows Defender", "windows defender"],
];

/** Asked for consent under this name, among those of Google and McAfee: https://attack.mitre.org/techniques/T1528/ */
const CAMPAIGNS: readonly Row[] = [["Delivery Service", "delivery service"]];

const FIXED: readonly Form[] = [
  ...formsOf([["Microsoft", "microsoft"]], "microsoft"),
  ...formsOf([["Google", "google", "g suite"]], "google"),
  ...formsOf(SECURITY_VENDORS, "security-vendor"),
  ...productsOf("Microsoft", MICROSOFT_PRODUCTS, "microsoft"),
  ...productsOf("Google", [["Gmail", "gmail"]], "google"),
  ...formsOf(CAMPAIGNS, "campaign"),
];

/** What a tenant's name ends with and everybody's does: legal forms, and what a tenant is for. */
const ENDINGS = new Set(
  (
    "ab ag aps as asa bv co company corp corporation cv eg ev gbr gmbh group holding holdings inc incorporated kft kg " +
    "kgaa kk limited llc llp lp ltd mbh nv ohg oo oy oyj plc pte pty sa sarl sas se sl sp spa sro srl ug zoo " +
    "demo dev development lab prod production qa sandbox staging tenant test testing training uat"
  ).split(" "),
);

/** Words that say nothing about whose tenant it is: "Default Directory", "Data Services". */
const GENERIC = new Set(
  (
    "admin app apps azure business central cloud corporate data default digital directory domain email enterprise " +
    "entra first general global health home info it local mail main management my national net network office online " +
    "organization portal private public school secure security service services software solutions support system " +
    "systems tech technologies technology web"
  ).split(" "),
);

/** Shorter ones stand in too many other words. */
const SHORTEST = 4;

/** The names that a principal of this tenant can borrow. The tenant's own win: a vendor's tenant owns its brand. */
export function brandForms(displayNames: readonly string[], own: OwnDomains): readonly Form[] {
  const names = [...displayNames.map(significant), ...own.domains.map(({ label }) => wordsOf(label))];
  const tenants = names.filter(tells).flatMap(tenantForms);
  const taken = new Set(tenants.map(({ text }) => text));
  return [...FIXED.filter(({ text }) => !taken.has(text)), ...tenants];
}

function formsOf(rows: readonly Row[], of: Likeness["of"]): Form[] {
  return rows.flatMap(([brand, ...spelled]) =>
    spelled.map((spelling) => ({
      brand,
      company: brand,
      of,
      isProduct: false,
      words: spelling.split(" "),
      text: spelling.replaceAll(" ", ""),
    })),
  );
}

function productsOf(company: string, rows: readonly Row[], of: Likeness["of"]): Form[] {
  return formsOf(rows, of).map((form) => ({ ...form, company, isProduct: true }));
}

function tenantForms(words: readonly string[]): Form[] {
  return spellings(words).map((spelled) => ({
    brand: words.join(" "),
    company: "",
    of: "tenant",
    isProduct: false,
    words: spelled,
    text: spelled.join(""),
  }));
}

/** `Contoso Pharma GmbH & Co. KG (Test)` → `contoso`, `pharma`. */
function significant(displayName: string): readonly string[] {
  const words = wordsOf(displayName).filter((word, at) => at > 0 || word !== "the");
  const last = words.findLastIndex((word) => word.length > 1 && !ENDINGS.has(word));
  return words.slice(0, last + 1);
}

function tells(words: readonly string[]): boolean {
  return words.join("").length >= SHORTEST && words.some((word) => !GENERIC.has(word) && !ENDINGS.has(word));
}

/** With accents, without them, and as Germans write them where they cannot. */
function spellings(words: readonly string[]): readonly (readonly string[])[] {
  const plain = words.map((word) => word.normalize("NFKD").replaceAll(/\p{M}/gu, ""));
  const german = words.map((word) => word.replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue"));
  return [...new Map([words, plain, german].map((spelling) => [spelling.join(" "), spelling])).values()];
}
