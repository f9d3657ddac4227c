/**
 * Columns of Log Analytics tables, of OfficeActivity those that matter.
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables-index
 */
export const SCHEMAS: Readonly<Record<string, string>> = {
  AzureActivity:
    "ActivityStatus: string, ActivityStatusValue: string, ActivitySubstatus: string, " +
    "ActivitySubstatusValue: string, Authorization: string, Authorization_d: dynamic, " +
    "_BilledSize: real, Caller: string, CallerIpAddress: string, Category: string, " +
    "CategoryValue: string, Claims: string, Claims_d: dynamic, CorrelationId: string, " +
    "EventDataId: string, EventSubmissionTimestamp: datetime, Hierarchy: string, " +
    "HTTPRequest: string, _IsBillable: string, Level: string, OperationId: string, " +
    "OperationName: string, OperationNameValue: string, Properties: string, Properties_d: dynamic, " +
    "Resource: string, ResourceGroup: string, ResourceId: string, _ResourceId: string, " +
    "ResourceProvider: string, ResourceProviderValue: string, SourceSystem: string, " +
    "SubscriptionId: string, _SubscriptionId: string, TenantId: string, TimeGenerated: datetime, " +
    "Type: string",
  StorageBlobLogs:
    "AccessTier: string, AccountName: string, AuthenticationHash: string, " +
    "AuthenticationType: string, AuthorizationDetails: dynamic, _BilledSize: real, " +
    "CallerIpAddress: string, Category: string, ClientRequestId: string, ConditionsUsed: string, " +
    "ContentLengthHeader: long, CorrelationId: string, DestinationUri: string, DurationMs: real, " +
    "Etag: string, _IsBillable: string, LastModifiedTime: datetime, Location: string, " +
    "MetricResponseType: string, ObjectKey: string, OperationCount: int, OperationName: string, " +
    "OperationVersion: string, Protocol: string, ReferrerHeader: string, RehydratePriority: string, " +
    "RequestBodySize: long, RequesterAppId: string, RequesterAudience: string, " +
    "RequesterObjectId: string, RequesterTenantId: string, RequesterTokenIssuer: string, " +
    "RequesterUpn: string, RequestHeaderSize: long, RequestMd5: string, _ResourceId: string, " +
    "ResponseBodySize: long, ResponseHeaderSize: long, ResponseMd5: string, SasExpiryStatus: string, " +
    "SchemaVersion: string, ServerLatencyMs: real, ServiceType: string, SourceAccessTier: string, " +
    "SourceSystem: string, SourceUri: string, StatusCode: string, StatusText: string, " +
    "_SubscriptionId: string, TenantId: string, TimeGenerated: datetime, TlsVersion: string, " +
    "Type: string, Uri: string, UserAgentHeader: string",
  AuditLogs:
    "AADOperationType: string, AADTenantId: string, ActivityDateTime: datetime, " +
    "ActivityDisplayName: string, AdditionalDetails: dynamic, _BilledSize: real, Category: string, " +
    "CorrelationId: string, DurationMs: long, Id: string, Identity: string, InitiatedBy: dynamic, " +
    "_IsBillable: string, Level: string, Location: string, LoggedByService: string, " +
    "OperationName: string, OperationVersion: string, Resource: string, ResourceGroup: string, " +
    "ResourceId: string, ResourceProvider: string, Result: string, ResultDescription: string, " +
    "ResultReason: string, ResultSignature: string, ResultType: string, SourceSystem: string, " +
    "TargetResources: dynamic, TenantId: string, TimeGenerated: datetime, Type: string",
  AADServicePrincipalSignInLogs:
    "AppId: string, AuthenticationContextClassReferences: string, " +
    "AuthenticationProcessingDetails: string, _BilledSize: real, Category: string, " +
    "ConditionalAccessPolicies: string, ConditionalAccessStatus: string, CorrelationId: string, " +
    "DurationMs: long, FederatedCredentialId: string, Id: string, Identity: string, " +
    "IPAddress: string, _IsBillable: string, Level: string, Location: string, " +
    "LocationDetails: string, OperationName: string, OperationVersion: string, " +
    "ResourceDisplayName: string, ResourceGroup: string, ResourceIdentity: string, " +
    "ResourceServicePrincipalId: string, ResultDescription: string, ResultSignature: string, " +
    "ResultType: string, ServicePrincipalCredentialKeyId: string, " +
    "ServicePrincipalCredentialThumbprint: string, ServicePrincipalId: string, " +
    "ServicePrincipalName: string, SourceSystem: string, TenantId: string, TimeGenerated: datetime, " +
    "Type: string, UniqueTokenIdentifier: string",
  MicrosoftGraphActivityLogs:
    "AadTenantId: string, ApiVersion: string, AppId: string, ATContent: string, ATContentH: string, " +
    "ATContentP: string, _BilledSize: real, ClientAuthMethod: int, ClientRequestId: string, " +
    "DeviceId: string, DurationMs: int, IdentityProvider: string, IPAddress: string, " +
    "_IsBillable: string, Location: string, OperationId: string, RequestId: string, " +
    "RequestMethod: string, RequestUri: string, ResponseSizeBytes: int, ResponseStatusCode: int, " +
    "Roles: string, Scopes: string, ServicePrincipalId: string, SessionId: string, " +
    "SignInActivityId: string, SourceSystem: string, TenantId: string, TimeGenerated: datetime, " +
    "TokenIssuedAt: datetime, Type: string, UniqueTokenId: string, UserAgent: string, " +
    "UserId: string, Wids: string",
  OfficeActivity:
    "AADGroupId: string, AADTarget: string, Activity: string, Actor: string, ActorContextId: string, " +
    "ActorIpAddress: string, AppId: string, Application: string, ApplicationId: string, " +
    "AzureADAppId: string, _BilledSize: real, Client_IPAddress: string, ClientAppId: string, " +
    "ClientIP: string, ElevationTime: datetime, ExtendedProperties: string, ItemType: string, " +
    "LogonType: string, MailboxOwnerUPN: string, ModifiedProperties: dynamic, OfficeId: string, " +
    "OfficeObjectId: string, OfficeTenantId: string, OfficeWorkload: string, Operation: string, " +
    "OrganizationId: string, OriginatingServer: string, Parameters: string, RecordType: string, " +
    "ResultStatus: string, Site_Url: string, SourceFileName: string, SourceSystem: string, " +
    "TenantId: string, TimeGenerated: datetime, Type: string, UserAgent: string, UserId: string, " +
    "UserKey: string, UserType: string",
};
