import { describe, expect, test } from "vitest";
import { brandForms } from "../../../src/derive/likeness/brands.ts";
import { formTable } from "../../../src/derive/likeness/form-table.ts";
import { bears, judgeName, type Resemblance } from "../../../src/derive/likeness/judge-name.ts";
import { registrableOf } from "../../../src/derive/own-domains.ts";

const domains = ["contoso.com", "northern-bank.com"].flatMap((name) => registrableOf(name) ?? []);
const table = formTable(brandForms(["Müller Pharma GmbH"], { domains, gaps: [] }));

/** `same Google: Google`, or `-`. */
const tell = (found: Resemblance | undefined): string =>
  found === undefined ? "-" : `${found.how} ${found.form.brand}: ${found.words}`;
const foreign = (name: string) => tell(judgeName(name, false, table));
const own = (name: string) => tell(judgeName(name, true, table));

// https://attack.mitre.org/techniques/T1528/: under these names consent was asked for.
test.each([
  ["Google Defender", "same Google: Google"],
  ["Google Email Protection", "same Google: Google"],
  ["Google Scanner", "same Google: Google"],
  ["Delivery Service", "same Delivery Service: Delivery Service"],
  ["McAfee Email Protection", "same McAfee: McAfee"],
])("the campaign's %s", (name, expected) => {
  expect(foreign(name)).toBe(expected);
});

describe("the words themselves", () => {
  test.each([
    ["Microsoft Teams", "same Microsoft: Microsoft"],
    ["my microsoft login", "same Microsoft: microsoft"],
    ["MicrosoftSecurityUpdate", "same Microsoft: MicrosoftSecurityUpdate"],
    ["MiCrOsOfT", "same Microsoft: MiCrOsOfT"],
    ["Microsoft®-Sync", "same Microsoft: Microsoft"],
    ["\uFF2D\uFF49\uFF43\uFF52\uFF4F\uFF53\uFF4F\uFF46\uFF54", /^same Microsoft/],
    ["Palo Alto Networks GlobalProtect", "same Palo Alto Networks: Palo Alto Networks"],
    ["PaloAltoNetworks", "same Palo Alto Networks: PaloAltoNetworks"],
    ["Crowd Strike", "same CrowdStrike: Crowd Strike"],
    ["CrowdStrike Falcon", "same CrowdStrike: CrowdStrike"],
    ["Contoso Portal", "same contoso: Contoso"],
    ["Northern Bank Sync", "same northern bank: Northern Bank"],
    ["Müller Pharma", "same müller pharma: Müller Pharma"],
    ["Mueller-Pharma", "same müller pharma: Mueller-Pharma"],
    ["Muller Pharma", "same müller pharma: Muller Pharma"],
    ["Contoso Microsoft Sync", "same Microsoft: Microsoft"],
  ])("%s", (name, expected) => {
    expect(foreign(name)).toMatch(expected);
    expect(own(name)).toMatch(expected);
  });

  test("of a campaign are the whole name", () => {
    expect(foreign("Delivery Service EU")).toBe("-");
    expect(foreign("DeliveryService")).toBe("same Delivery Service: DeliveryService");
  });
});

describe("products", () => {
  test.each([
    ["Office 365 Access", "same Office 365: Office 365"],
    ["Office365", "same Office 365: Office365"],
    ["SharePoint Viewer", "same SharePoint: SharePoint"],
    ["One Drive", "same OneDrive: One Drive"],
    ["Gmail Backup", "same Gmail: Gmail"],
  ])("%s is borrowed from elsewhere, and describes an own application", (name, expected) => {
    expect(foreign(name)).toBe(expected);
    expect(own(name)).toBe("-");
  });

  test.each(["Backup of SharePoint", "HubSpot OneDrive", "Veeam Office 365"])(
    "%s: another name comes first",
    (name) => {
      expect(foreign(name)).toBe("-");
    },
  );

  test("near ones are slips of an own pen", () => {
    expect(foreign("Sharepiont Sync")).toBe("near SharePoint: Sharepiont");
    expect(own("Sharepiont Sync")).toBe("-");
  });

  test("nobody disguises a product by accident", () => {
    expect(foreign("My 0ffice 365")).toBe("disguised Office 365: 0ffice 365");
    expect(own("My 0ffice 365")).toBe("disguised Office 365: 0ffice 365");
  });
});

describe("in disguise", () => {
  test.each([
    ["Micr\u043Esoft Teams", "disguised Microsoft: Micr\u043Esoft"],
    ["M1crosoft 365", "disguised Microsoft: M1crosoft"],
    ["GoogIe Drive", "disguised Google: GoogIe"],
    ["rnicrosoft", "disguised Microsoft: rnicrosoft"],
    ["Micro\u200Bsoft", "disguised Microsoft: Micro\u200Bsoft"],
    ["Mícrosoft", "disguised Microsoft: Mícrosoft"],
    ["M.i.c.r.o.s.o.f.t Sync", "disguised Microsoft: M.i.c.r.o.s.o.f.t"],
    ["G o o g l e", "disguised Google: G o o g l e"],
    ["\u202Etfosorcim", "disguised Microsoft: \u202Etfosorcim"],
    ["\u202Eskrowten", "-"],
    // "microsoft" with a Cyrillic c.
    ["xn--mirosoft-gch", "disguised Microsoft: xn--mirosoft-gch"],
    // "google" with Cyrillic letters.
    ["Login xn--ggle-55da", "disguised Google: xn--ggle-55da"],
    ["For Micr0soft", "disguised Microsoft: Micr0soft"],
    ["Micr0soft for Microsoft", "disguised Microsoft: Micr0soft"],
    ["Microsoft or Micr0soft", "disguised Microsoft: Micr0soft"],
    ["C0ntoso", "disguised contoso: C0ntoso"],
    ["N\u043Erthern Bank", "disguised northern bank: N\u043Erthern Bank"],
  ])("%s", (name, expected) => {
    expect(foreign(name)).toMatch(expected);
    expect(own(name)).toMatch(expected);
  });

  test("one word is not looked for across a space", () => {
    expect(foreign("Mícro soft")).not.toMatch(/disguised/);
    expect(foreign("0k ta")).toBe("-");
  });
});

describe("near", () => {
  test.each([
    ["Goggle Maps", "near Google: Goggle"],
    ["Nicrosoft", "near Microsoft: Nicrosoft"],
    ["Mircosoft Sync", "near Microsoft: Mircosoft"],
    ["Micro soft", "near Microsoft: Micro soft"],
    ["Micro-soft", "near Microsoft: Micro-soft"],
    ["Contosa", "near contoso: Contosa"],
    ["Palo Alto Netwoks", "near Palo Alto Networks: Palo Alto Netwoks"],
    ["Palo Alto Networks", "same Palo Alto Networks: Palo Alto Networks"],
    ["PaloAltoNetwork", "near Palo Alto Networks: PaloAltoNetwork"],
    ["Northren Bank", "near northern bank: Northren Bank"],
  ])("%s", (name, expected) => {
    expect(foreign(name)).toBe(expected);
    expect(own(name)).toBe(expected);
  });
});

describe("honest names", () => {
  test.each([
    "",
    "---",
    "billing",
    "Azure DevOps deploy",
    "Azure backup",
    "azur",
    "Add-in for Outlook",
    "Outlook Add-in",
    "Teams bot",
    "Zoom for Microsoft Teams",
    "Konnektor für Microsoft 365",
    "AddInForMicrosoftTeams",
    "Migrate to Google",
    "Portal for Contoso",
    "Windows Virtual Desktop",
    "San Francisco",
    "Scaler",
    "Mandant Sync",
    "Trellis Export",
    "Backup OnDrive",
    "Proof point",
    "checkpoint service",
    "Check Point",
    "Norton Rose",
    "Azure AI Search",
    "Northern Lights",
    "Bank Northern",
    "Palo Alta Networking",
  ])("%s", (name) => {
    expect(own(name)).toBe("-");
    expect(foreign(name)).toBe("-");
  });
});

describe("of several, the one that says most", () => {
  test.each([
    ["SharePoint of Contoso", "same contoso: Contoso"],
    ["Contoso and Google", "same Google: Google"],
    ["Goggle and Contoso", "near Google: Goggle"],
    ["Google and C0ntoso", "disguised contoso: C0ntoso"],
    ["Google and Goggle", "same Google: Google"],
  ])("%s", (name, expected) => {
    expect(foreign(name)).toBe(expected);
  });

  test("a campaign's name says least", () => {
    const couriers = formTable(brandForms(["Delivery GmbH"], { domains: [], gaps: [] }));
    expect(tell(judgeName("Delivery Service", false, couriers))).toBe("same delivery: Delivery");
  });
});

describe("a publisher's name", () => {
  const found = judgeName("Goggle Maps", false, table);
  test.each([
    ["Google LLC", true],
    ["Goggle GmbH", true],
    ["Gmail, a service", true],
    ["Microsoft Corporation", false],
    ["", false],
  ])("%s bears what Goggle resembles: %s", (name, expected) => {
    expect(found !== undefined && bears(name, found, table)).toBe(expected);
  });
});

test.each(["a", "aB1", "rn", "xn--", "\u200B", "\u0301", "\uFDFA", "microsof", "a ", "A"])(
  "300,000 letters of %j hide no name in front of them, and are none themselves",
  (part) => {
    const padding = part.repeat(300_000 / part.length);
    expect(judgeName(`Microsoft, ${padding}`, false, table)?.form.brand).toBe("Microsoft");
    expect(judgeName(padding, false, table)).toBeUndefined();
  },
);

test("a name is judged by its first 256 letters", () => {
  expect(foreign(`${"x".repeat(300)} Microsoft`)).toBe("-");
  expect(foreign(`Microsoft ${"x".repeat(300)}`)).toBe("same Microsoft: Microsoft");
});
