"""A browser in which nothing new works: no WebAuthn, no PRF, no curves in WebCrypto, in the page and in its workers."""

from playwright.async_api import BrowserContext, Route

POOR = """
{
  const refuse = () => Promise.reject(new DOMException("made to fail", "NotSupportedError"));
  const scope = globalThis;
  for (const name of ["PublicKeyCredential", "AuthenticatorResponse", "AuthenticatorAttestationResponse"]) {
    try { delete scope[name]; } catch { scope[name] = undefined; }
  }
  if (scope.CredentialsContainer) {
    scope.CredentialsContainer.prototype.create = refuse;
    scope.CredentialsContainer.prototype.get = refuse;
  }
  const CURVES = /^(ed25519|ed448|x25519|x448)$/i;
  const subtle = scope.SubtleCrypto?.prototype;
  for (const name of ["generateKey", "importKey", "sign", "verify", "deriveKey", "deriveBits"]) {
    const real = subtle?.[name];
    if (real) subtle[name] = function (...given) {
      const told = given.some((each) => CURVES.test(typeof each === "string" ? each : each?.name ?? ""));
      return told ? refuse() : real.apply(this, given);
    };
  }
  scope.isPoorMachine = true;
}
"""


async def make_poor(context: BrowserContext) -> list[str]:
    """Make them fail in every page of this context and in every worker; answers the workers' scripts as they come."""
    workers: list[str] = []

    async def poison(route: Route) -> None:
        answer = await route.fetch()
        workers.append(route.request.url)
        await route.fulfill(response=answer, body=POOR + await answer.text())

    await context.add_init_script(POOR)
    await context.route("**/assets/*worker*.js", poison)
    return workers
