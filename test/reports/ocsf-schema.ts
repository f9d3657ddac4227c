import { Ajv2020 } from "ajv/dist/2020.js";

/**
 * The class Compliance Finding of OCSF 1.5.0 with the profiles cloud and datetime, as far as we write it: names, types,
 * values of the enumerations and what is required are those of the release (https://schema.ocsf.io/1.5.0, dictionary and
 * objects). Every object is closed, so that an attribute that OCSF does not have is an error. No registry has the schema.
 */
const string = { type: "string" };
const strings = { type: "array", items: string };
/** timestamp_t: milliseconds since 1970. What is told in seconds lies before 2001. */
const timestamp = { type: "integer", minimum: 978_307_200_000 };
/** datetime_t, with the expression of the dictionary. */
const datetime = {
  type: "string",
  pattern: "^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?([Zz]|[\\+-]\\d{2}:\\d{2})?$",
};

function object(properties: Readonly<Record<string, object>>, ...required: readonly string[]) {
  return { type: "object", properties, required, additionalProperties: false };
}

/** An enumeration and its word: the words are the dictionary's, but for 99, where the source has its own. */
function enumeration(name: string, words: Readonly<Record<number, string>>) {
  return {
    type: "object",
    oneOf: Object.entries(words).map(([id, word]) => ({
      type: "object",
      properties: {
        [`${name}_id`]: { const: Number(id) },
        [name]: id === "99" ? { type: "string", minLength: 1 } : { const: word },
      },
      required: [`${name}_id`, name],
    })),
  };
}

const SEVERITY = enumeration("severity", {
  0: "Unknown",
  1: "Informational",
  2: "Low",
  3: "Medium",
  4: "High",
  5: "Critical",
  6: "Fatal",
  99: "Other",
});
const COMPLIANCE = enumeration("status", { 0: "Unknown", 1: "Pass", 2: "Warning", 3: "Fail", 99: "Other" });
const FINDING_STATUS = enumeration("status", {
  0: "Unknown",
  1: "New",
  2: "In Progress",
  3: "Suppressed",
  4: "Resolved",
  5: "Archived",
  99: "Other",
});
/** type_uid is class_uid * 100 + activity_id: https://github.com/ocsf/ocsf-docs, "Understanding OCSF". */
const ACTIVITY = {
  type: "object",
  oneOf: Object.entries({ 1: "Create", 2: "Update", 3: "Close" }).map(([id, word]) => ({
    type: "object",
    properties: {
      activity_id: { const: Number(id) },
      activity_name: { const: word },
      type_uid: { const: 200300 + Number(id) },
      type_name: { const: `Compliance Finding: ${word}` },
    },
    required: ["activity_id", "activity_name", "type_uid", "type_name"],
  })),
};
const ACCOUNT_TYPE = enumeration("type", { 13: "Azure Subscription", 17: "M365 Tenant" });
const integer = { type: "integer" };

const technique = object({ uid: string, name: string, src_url: string }, "uid");

const SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  ...object(
    {
      activity_id: integer,
      activity_name: string,
      category_uid: { const: 2 },
      category_name: { const: "Findings" },
      class_uid: { const: 2003 },
      class_name: { const: "Compliance Finding" },
      type_uid: integer,
      type_name: string,
      time: timestamp,
      time_dt: datetime,
      start_time: timestamp,
      start_time_dt: datetime,
      end_time: timestamp,
      end_time_dt: datetime,
      severity_id: integer,
      severity: string,
      confidence_score: { type: "integer", minimum: 0, maximum: 100 },
      status_id: integer,
      status: string,
      message: string,
      metadata: object(
        {
          version: { const: "1.5.0" },
          profiles: { type: "array", items: { enum: ["cloud", "datetime"] }, uniqueItems: true },
          product: object({ name: string, vendor_name: string, version: string }, "name", "vendor_name"),
          event_code: string,
          tenant_uid: string,
        },
        "version",
        "product",
      ),
      cloud: object(
        {
          provider: string,
          cloud_partition: string,
          account: {
            allOf: [
              object({ uid: string, name: string, type_id: integer, type: string }, "uid"),
              ACCOUNT_TYPE,
            ],
          },
        },
        "provider",
      ),
      finding_info: object(
        {
          uid: string,
          title: string,
          desc: string,
          analytic: object(
            { uid: string, name: string, type_id: { const: 1 }, type: { const: "Rule" } },
            "type_id",
          ),
          attacks: { type: "array", items: object({ technique, sub_technique: technique }, "technique") },
          src_url: { type: "string", pattern: "^https://" },
        },
        "uid",
      ),
      compliance: {
        allOf: [
          object({
            control: string,
            status_id: integer,
            status: string,
            status_details: strings,
            checks: {
              type: "array",
              items: {
                allOf: [
                  object({
                    uid: string,
                    name: string,
                    desc: string,
                    severity_id: integer,
                    severity: string,
                    status_id: integer,
                    status: string,
                  }),
                  SEVERITY,
                  COMPLIANCE,
                ],
              },
            },
          }),
          COMPLIANCE,
        ],
      },
      resources: {
        type: "array",
        items: object(
          {
            uid: string,
            name: string,
            type: string,
            cloud_partition: string,
            tags: { type: "array", items: object({ name: string, value: string }, "name", "value") },
          },
          "uid",
        ),
      },
      remediation: object({ desc: string, references: strings }, "desc"),
      unmapped: { type: "object" },
    },
    "activity_id",
    "category_uid",
    "class_uid",
    "type_uid",
    "time",
    "severity_id",
    "metadata",
    "finding_info",
    "compliance",
    "cloud",
  ),
  allOf: [SEVERITY, FINDING_STATUS, ACTIVITY],
};

export const validateOcsf = new Ajv2020({ allErrors: true, strict: false }).compile(SCHEMA);
