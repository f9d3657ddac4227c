/** The columns of the tables that a scan asks, https://learn.microsoft.com/azure/azure-monitor/reference/tables-index */
export const logTables: Readonly<Record<LogTable, readonly LogColumn[]>> = {
  AzureActivity: columns({
    string:
      "ActivityStatus ActivityStatusValue ActivitySubstatus ActivitySubstatusValue Authorization Caller CallerIpAddress Category CategoryValue Claims CorrelationId EventDataId Hierarchy HTTPRequest _IsBillable Level OperationId OperationName OperationNameValue Properties Resource ResourceGroup ResourceId _ResourceId ResourceProvider ResourceProviderValue SourceSystem SubscriptionId _SubscriptionId TenantId Type",
    dynamic: "Authorization_d Claims_d Properties_d",
    real: "_BilledSize",
    datetime: "EventSubmissionTimestamp TimeGenerated",
  }),
  StorageBlobLogs: columns({
    string:
      "AccessTier AccountName AuthenticationHash AuthenticationType CallerIpAddress Category ClientRequestId ConditionsUsed CorrelationId DestinationUri Etag _IsBillable Location MetricResponseType ObjectKey OperationName OperationVersion Protocol ReferrerHeader RehydratePriority RequesterAppId RequesterAudience RequesterObjectId RequesterTenantId RequesterTokenIssuer RequesterUpn RequestMd5 _ResourceId ResponseMd5 SasExpiryStatus SchemaVersion ServiceType SourceAccessTier SourceSystem SourceUri StatusCode StatusText _SubscriptionId TenantId TlsVersion Type Uri UserAgentHeader",
    dynamic: "AuthorizationDetails",
    real: "_BilledSize DurationMs ServerLatencyMs",
    long: "ContentLengthHeader RequestBodySize RequestHeaderSize ResponseBodySize ResponseHeaderSize",
    datetime: "LastModifiedTime TimeGenerated",
    int: "OperationCount",
  }),
  AuditLogs: columns({
    string:
      "AADOperationType AADTenantId ActivityDisplayName Category CorrelationId Id Identity _IsBillable Level Location LoggedByService OperationName OperationVersion Resource ResourceGroup ResourceId ResourceProvider Result ResultDescription ResultReason ResultSignature ResultType SourceSystem TenantId Type",
    datetime: "ActivityDateTime TimeGenerated",
    dynamic: "AdditionalDetails InitiatedBy TargetResources",
    real: "_BilledSize",
    long: "DurationMs",
  }),
  AADServicePrincipalSignInLogs: columns({
    string:
      "AppId AuthenticationContextClassReferences AuthenticationProcessingDetails Category ConditionalAccessPolicies ConditionalAccessStatus CorrelationId FederatedCredentialId Id Identity IPAddress _IsBillable Level Location LocationDetails OperationName OperationVersion ResourceDisplayName ResourceGroup ResourceIdentity ResourceServicePrincipalId ResultDescription ResultSignature ResultType ServicePrincipalCredentialKeyId ServicePrincipalCredentialThumbprint ServicePrincipalId ServicePrincipalName SourceSystem TenantId Type UniqueTokenIdentifier",
    real: "_BilledSize",
    long: "DurationMs",
    datetime: "TimeGenerated",
  }),
  MicrosoftGraphActivityLogs: columns({
    string:
      "AadTenantId ApiVersion AppId ATContent ATContentH ATContentP ClientRequestId DeviceId IdentityProvider IPAddress _IsBillable Location OperationId RequestId RequestMethod RequestUri Roles Scopes ServicePrincipalId SessionId SignInActivityId SourceSystem TenantId Type UniqueTokenId UserAgent UserId Wids",
    real: "_BilledSize",
    int: "ClientAuthMethod DurationMs ResponseSizeBytes ResponseStatusCode",
    datetime: "TimeGenerated TokenIssuedAt",
  }),
  OfficeActivity: columns({
    string:
      "AADGroupId AADTarget Activity Actor ActorContextId ActorIpAddress AppId Application ApplicationId AzureADAppId Client_IPAddress ClientAppId ClientIP ExtendedProperties ItemType LogonType MailboxOwnerUPN OfficeId OfficeObjectId OfficeTenantId OfficeWorkload Operation OrganizationId OriginatingServer Parameters RecordType ResultStatus Site_Url SourceFileName SourceSystem TenantId Type UserAgent UserId UserKey UserType",
    real: "_BilledSize",
    datetime: "ElevationTime TimeGenerated",
    dynamic: "ModifiedProperties",
  }),
};

export type LogTable =
  | "AzureActivity"
  | "StorageBlobLogs"
  | "AuditLogs"
  | "AADServicePrincipalSignInLogs"
  | "MicrosoftGraphActivityLogs"
  | "OfficeActivity";

export interface LogColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export type ColumnType = "string" | "dynamic" | "datetime" | "real" | "long" | "int";

export function isLogTable(name: string): name is LogTable {
  return name in logTables;
}

/** By name, as an answer lists them. */
function columns(names: Partial<Record<ColumnType, string>>): readonly LogColumn[] {
  const types = Object.entries(names) as [ColumnType, string][];
  return types
    .flatMap(([type, list]) => list.split(" ").map((name) => ({ name, type })))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
