type Properties = Readonly<Record<string, unknown>>;

interface UploadScan {
  /** Whether blobs are scanned when they are written; true by default. */
  readonly onUpload?: boolean;
  readonly capGBPerMonth?: number;
  readonly properties?: Properties;
}

/** Properties of Defender for Storage switched on for a subscription. Its flags and numbers are texts. */
export function defenderPlan({
  onUpload = true,
  capGBPerMonth = 10_000,
  properties,
}: UploadScan = {}): Properties {
  return {
    extensions: [
      {
        name: "OnUploadMalwareScanning",
        isEnabled: onUpload ? "True" : "False",
        ...(onUpload && {
          additionalExtensionProperties: { CapGBPerMonthPerStorageAccount: String(capGBPerMonth) },
        }),
      },
      { name: "SensitiveDataDiscovery", isEnabled: "True" },
    ],
    enablementTime: "2025-02-11T09:33:55.3104996Z",
    subPlan: "DefenderForStorageV2",
    pricingTier: "Standard",
    ...properties,
  };
}

/** Properties of what one account says itself, which overrides its subscription unless told otherwise. */
export function defenderSetting({
  isEnabled = true,
  onUpload = true,
  capGBPerMonth = -1,
  overrides = true,
  excludedPrefixes,
  excludedSuffixes,
  excludedAbove,
  properties,
}: UploadScan & {
  readonly isEnabled?: boolean;
  readonly overrides?: boolean;
  /** `container` or `container/folder`: such blobs are not scanned. */
  readonly excludedPrefixes?: readonly string[];
  readonly excludedSuffixes?: readonly string[];
  /** In bytes. */
  readonly excludedAbove?: number;
} = {}): Properties {
  const filters = {
    ...(excludedPrefixes && { excludeBlobsWithPrefix: excludedPrefixes }),
    ...(excludedSuffixes && { excludeBlobsWithSuffix: excludedSuffixes }),
    ...(excludedAbove !== undefined && { excludeBlobsLargerThan: excludedAbove }),
  };
  return {
    isEnabled,
    malwareScanning: {
      onUpload: {
        isEnabled: onUpload,
        capGBPerMonth,
        ...(Object.keys(filters).length > 0 && { filters }),
      },
    },
    sensitiveDataDiscovery: { isEnabled: false },
    overrideSubscriptionLevelSettings: overrides,
    ...properties,
  };
}
