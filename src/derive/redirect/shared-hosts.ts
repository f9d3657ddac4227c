/**
 * Names under these are given to whoever asks first, and again when they are given up. The first group is Microsoft's
 * own list: https://learn.microsoft.com/azure/security/fundamentals/subdomain-takeover, with its twins in the other
 * clouds: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure and
 * https://learn.microsoft.com/azure/china/resources-developer-guide. The last follows
 * https://github.com/EdOverflow/can-i-take-over-xyz.
 *
 * Left out are hosts whose names a platform makes up, so that nobody can ask for a given one (cloudfront.net,
 * azurestaticapps.net, azurecontainerapps.io, a.run.app), or never gives again (appspot.com), and services that no
 * browser is sent to (redis.cache.windows.net, search.windows.net).
 */
const CLAIMABLE: readonly string[] = [
  "azurewebsites.net",
  "cloudapp.azure.com",
  "cloudapp.net",
  "trafficmanager.net",
  "azureedge.net",
  "azurefd.net",
  "azure-api.net",
  "azurecontainer.io",
  "blob.core.windows.net",
  "web.core.windows.net",
  "azurehdinsight.net",
  "servicebus.windows.net",

  "azurewebsites.us",
  "cloudapp.usgovcloudapi.net",
  "usgovcloudapp.net",
  "usgovtrafficmanager.net",
  "azurefd.us",
  "azure-api.us",
  "blob.core.usgovcloudapi.net",
  "web.core.usgovcloudapi.net",
  "azurehdinsight.us",
  "servicebus.usgovcloudapi.net",

  "chinacloudsites.cn",
  "cloudapp.chinacloudapi.cn",
  "chinacloudapp.cn",
  "trafficmanager.cn",
  "azure-api.cn",
  "blob.core.chinacloudapi.cn",
  "web.core.chinacloudapi.cn",
  "azurehdinsight.cn",
  "servicebus.chinacloudapi.cn",

  "bitbucket.io",
  "elasticbeanstalk.com",
  "firebaseapp.com",
  "fly.dev",
  "ghost.io",
  "github.io",
  "gitlab.io",
  "helpscoutdocs.com",
  "herokuapp.com",
  "myshopify.com",
  "netlify.app",
  "netlify.com",
  "onrender.com",
  "pages.dev",
  "pantheonsite.io",
  "readthedocs.io",
  "s3.amazonaws.com",
  "surge.sh",
  "up.railway.app",
  "vercel.app",
  "web.app",
  "webflow.io",
  "wordpress.com",
  "workers.dev",
  "zendesk.com",
];

/** `bucket.s3.eu-west-1.amazonaws.com`, `bucket.s3-website-eu-west-1.amazonaws.com`. */
const S3 = /\.(s3[.-][a-z0-9.-]+\.amazonaws\.com(?:\.cn)?)$/;

/**
 * Names with a hash that only their owner gets again, which is what it is for:
 * `app-ds27dh7271aah175.westus-01` (https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/app-service/includes/regionalization-note.md),
 * `endpoint-mdjf2jfgjf82mnzx.z01` (https://learn.microsoft.com/azure/frontdoor/endpoint#endpoint-domain-names), a public
 * IP's `label.fjdng2acavhkevd8.uksouth` (https://learn.microsoft.com/dotnet/api/azure.resourcemanager.network.models.publicipaddressdnssettingsdomainnamelabelscope),
 * `app-0123456789ab` (https://devcenter.heroku.com/articles/custom-domains).
 */
const HASHED: readonly (readonly [suffix: RegExp, name: RegExp])[] = [
  [/^azurewebsites\.|^chinacloudsites\./, /-[a-z0-9]{16}(?:\.scm)?\.[a-z0-9]+-\d\d$/],
  [/^azure(?:edge|fd)\./, /-[a-z0-9]{16}\.[a-z]\d\d$/],
  [/^cloudapp\.(?:azure|usgov|china)|^azurecontainer\./, /\.[a-z0-9]{16}\.[a-z0-9]+$/],
  [/^herokuapp\./, /-[0-9a-f]{12}$/],
];

/** Tunnels to somebody's own machine, and pages that show a stranger what was sent to them. */
const TUNNELS: readonly string[] = [
  "app.github.dev",
  "bore.pub",
  "devtunnels.ms",
  "expose.dev",
  "gitpod.io",
  "lhr.life",
  "lhr.rocks",
  "loca.lt",
  "localhost.run",
  "localtunnel.me",
  "localxpose.io",
  "loclx.io",
  "ngrok-free.app",
  "ngrok-free.dev",
  "ngrok-free.pizza",
  "ngrok.app",
  "ngrok.dev",
  "ngrok.io",
  "ngrok.pizza",
  "ngrok.pro",
  "packetriot.net",
  "pagekite.me",
  "pinggy.io",
  "pinggy.link",
  "pinggy.online",
  "serveo.net",
  "serveousercontent.com",
  "sharedwithexpose.com",
  "telebit.io",
  "trycloudflare.com",
  "tunnelmole.net",
  "tunnelto.dev",
  "zrok.io",

  "beeceptor.com",
  "burpcollaborator.net",
  "canarytokens.com",
  "ceye.io",
  "dnslog.cn",
  "hookbin.com",
  "interact.sh",
  "mockbin.io",
  "mockbin.org",
  "oast.fun",
  "oast.live",
  "oast.me",
  "oast.online",
  "oast.pro",
  "oast.site",
  "oastify.com",
  "pipedream.net",
  "postb.in",
  "requestbin.com",
  "requestbin.net",
  "requestcatcher.com",
  "requestrepo.com",
  "smee.io",
  "typedwebhook.tools",
  "webhook.cool",
  "webhook.site",
];

/** The shared domain under which a host's name was claimed; undefined where nobody else could claim it. */
export function claimableSuffix(host: string): string | undefined {
  const suffix = suffixOf(host, CLAIMABLE) ?? S3.exec(host)?.[1];
  if (suffix === undefined || host === suffix) return undefined;
  const name = host.slice(0, -suffix.length - 1);
  return HASHED.some(([of, hashed]) => of.test(suffix) && hashed.test(name)) ? undefined : suffix;
}

/** The tunnel or catcher behind a host; some need no name of one's own (`webhook.site/{id}`). */
export function tunnelSuffix(host: string): string | undefined {
  return suffixOf(host, TUNNELS);
}

/** On label borders: `notazurewebsites.net` is a domain of its own. */
function suffixOf(host: string, suffixes: readonly string[]): string | undefined {
  return suffixes.find((suffix) => host === suffix || host.endsWith(`.${suffix}`));
}
