import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { VERSION } from "../../src/version.ts";
import { filesOf } from "../gates/files.ts";
import { type Stage, stageFor } from "./run-script.ts";

const container = z.strictObject({
  name: z.literal("foothold"),
  image: z.literal(`registry.example/foothold:${VERSION}`),
  command: z.tuple([z.literal("/bin/sh"), z.literal("-euc")]),
  args: z.tuple([z.string()]),
  env: z.tuple([
    z.strictObject({
      name: z.literal("JOB_NAME"),
      valueFrom: z.strictObject({
        fieldRef: z.strictObject({ fieldPath: z.literal("metadata.labels['batch.kubernetes.io/job-name']") }),
      }),
    }),
  ]),
  resources: z.strictObject({
    requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
    limits: z.strictObject({ memory: z.string() }),
  }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal("ALL")]) }),
  }),
  volumeMounts: z.array(z.strictObject({ name: z.string(), mountPath: z.enum(["/data", "/tmp"]) })),
});

/**
 * Strict, so that a misspelled field is a fault. The literals of the security contexts are what the restricted level
 * asks for: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
const pod = z.strictObject({
  serviceAccountName: z.literal("foothold"),
  automountServiceAccountToken: z.literal(false),
  restartPolicy: z.literal("Never"),
  terminationGracePeriodSeconds: z.number().min(30),
  securityContext: z.strictObject({
    runAsNonRoot: z.literal(true),
    runAsUser: z.number().min(1),
    runAsGroup: z.number().min(1),
    fsGroup: z.number().min(1),
    seccompProfile: z.strictObject({ type: z.literal("RuntimeDefault") }),
  }),
  containers: z.tuple([container]),
  volumes: z.array(
    z.strictObject({
      name: z.string(),
      persistentVolumeClaim: z.strictObject({ claimName: z.literal("foothold") }).optional(),
      emptyDir: z.strictObject({ sizeLimit: z.string() }).optional(),
    }),
  ),
});

const metadata = z.strictObject({ name: z.literal("foothold"), namespace: z.literal("foothold") });

const job = z.strictObject({
  activeDeadlineSeconds: z.number(),
  backoffLimit: z.number(),
  podFailurePolicy: z.strictObject({
    rules: z.tuple([
      z.strictObject({
        action: z.literal("Ignore"),
        onPodConditions: z.tuple([z.strictObject({ type: z.literal("DisruptionTarget") })]),
      }),
      z.strictObject({
        action: z.literal("FailJob"),
        onExitCodes: z.strictObject({
          containerName: z.literal("foothold"),
          operator: z.literal("In"),
          values: z.array(z.number().min(1).max(255)),
        }),
      }),
    ]),
  }),
  template: z.strictObject({
    metadata: z.strictObject({
      labels: z.strictObject({ "azure.workload.identity/use": z.literal("true") }),
    }),
    spec: pod,
  }),
});

const schema = z.tuple([
  z.strictObject({
    apiVersion: z.literal("v1"),
    kind: z.literal("Namespace"),
    metadata: z.strictObject({
      name: z.literal("foothold"),
      labels: z.strictObject({ "pod-security.kubernetes.io/enforce": z.literal("restricted") }),
    }),
  }),
  z.strictObject({
    apiVersion: z.literal("v1"),
    kind: z.literal("ServiceAccount"),
    metadata: metadata.extend({
      annotations: z.strictObject({ "azure.workload.identity/client-id": z.guid() }),
    }),
  }),
  z.strictObject({
    apiVersion: z.literal("v1"),
    kind: z.literal("PersistentVolumeClaim"),
    metadata,
    spec: z.strictObject({
      accessModes: z.tuple([z.literal("ReadWriteOnce")]),
      resources: z.strictObject({ requests: z.strictObject({ storage: z.string() }) }),
    }),
  }),
  z.strictObject({
    apiVersion: z.literal("batch/v1"),
    kind: z.literal("CronJob"),
    metadata,
    spec: z.strictObject({
      schedule: z.string().regex(/^[1-9]\d? \d/, "on the hour"),
      timeZone: z.literal("Etc/UTC"),
      concurrencyPolicy: z.literal("Forbid"),
      startingDeadlineSeconds: z.number(),
      successfulJobsHistoryLimit: z.number(),
      failedJobsHistoryLimit: z.number(),
      jobTemplate: z.strictObject({ spec: job }),
    }),
  }),
]);

const TEXT = filesOf("docs/examples/kubernetes-cronjob.yaml")[0]?.text ?? "";
const read = (text: string) => schema.safeParse(parseAllDocuments(text).map((document) => document.toJS()));

test("the manifest holds what the restricted level and the workload identity ask for", () => {
  expect(read(TEXT).error?.issues ?? []).toEqual([]);
});

test("the pod is not made again for an answer that would be the same", () => {
  const [, , , cronJob] = schema.parse(parseAllDocuments(TEXT).map((document) => document.toJS()));
  const [, { onExitCodes }] = cronJob.spec.jobTemplate.spec.podFailurePolicy.rules;
  expect(onExitCodes.values).toEqual([1, 2, 3, 70]);
});

describe("the gate can fail", () => {
  test.each<[string, string]>([
    ["runAsNonRoot: true", "runAsNonRoot: false"],
    ["runAsUser: 1000", "runAsUser: 0"],
    ["RuntimeDefault", "Unconfined"],
    ["drop: [ALL]", "drop: [NET_RAW]"],
    ["allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true"],
    ["readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"],
    ["readOnlyRootFilesystem", "readOnlyRootFileSystem"],
    ['use: "true"', "use: true"],
    ["automountServiceAccountToken: false", "automountServiceAccountToken: true"],
    ["terminationGracePeriodSeconds: 60", "terminationGracePeriodSeconds: 5"],
    ["foothold:0.1.0", "foothold:latest"],
    ['"17 5', '"0 5'],
    ["client-id:", "clientId:"],
    ["values: [1,", "values: [0,"],
  ])("%s as %s", (piece, other) => {
    expect(TEXT).toContain(piece);
    expect(read(TEXT.replace(piece, other)).success).toBe(false);
  });
});

describe("the container's script", () => {
  const [, , , cronJob] = schema.parse(parseAllDocuments(TEXT).map((document) => document.toJS()));
  const [script] = cronJob.spec.jobTemplate.spec.template.spec.containers[0].args;
  let stage: Stage;
  beforeEach(async () => {
    stage = await stageFor({ foothold: "exit 143" });
    await mkdir(`${stage.folder}/data`);
  });

  /** As a pod of the job runs it, with the volume in the folder of the stage. */
  const run = async (job: string) => {
    const data = `${stage.folder}/data`;
    const ended = await stage.run(`set -u\n${script.replaceAll("/data", data)}`, { JOB_NAME: job });
    const calls = ended.calls.map((call) => call.join(" ").replaceAll(data, "/data"));
    return { ...ended, calls, files: (await readdir(data)).sort() };
  };
  const put = async (name: string, text: string) => await writeFile(`${stage.folder}/data/${name}`, text);
  const scan = (job: string, more = "") =>
    `foothold scan --auth workload --resume /data/${job}.journal --no-progress -o json=/data/report.json -o html=/data/report.html${more}`;
  const compared = " --baseline /data/baseline.json --fail-on-new";

  test("compares with nothing the first time, and ends as foothold does", async () => {
    expect(await run("one")).toEqual({ exitCode: 143, stderr: "", calls: [scan("one")], files: [] });
  });

  test("of the next job compares with what the last one told", async () => {
    await put("report.json", "last");
    const { calls, files } = await run("two");
    expect([calls, files]).toEqual([[scan("two", compared)], ["baseline.json"]]);
    expect(await readFile(`${stage.folder}/data/baseline.json`, "utf8")).toBe("last");
  });

  test("of a second pod goes on, with the same baseline", async () => {
    await put("two.journal", "half");
    await put("report.json", "half");
    await put("baseline.json", "last");
    const { calls, files } = await run("two");
    expect(calls).toEqual([scan("two", compared)]);
    expect(files).toEqual(["baseline.json", "report.json", "two.journal"]);
  });

  test("does not go on where a job of another day stopped", async () => {
    await put("one.journal", "half");
    await put("report.json", "half");
    const { calls, files } = await run("two");
    expect([calls, files]).toEqual([[scan("two", compared)], ["baseline.json"]]);
  });
});
