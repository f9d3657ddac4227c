import {
  createEmptyPipeline,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
  proxyPolicy,
} from "@azure/core-rest-pipeline";

/** One request without a token of ours and without retries: cloud metadata, a CI job's sign-in helper. Proxies count. */
export async function sendPlain(httpClient: HttpClient, request: PipelineRequest): Promise<PipelineResponse> {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(proxyPolicy());
  return await pipeline.sendRequest(httpClient, request);
}
