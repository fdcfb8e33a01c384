/** One press instead of a login and a password: both are printed on the page anyway. */
import { useRouter } from "vue-router";
import { signIn } from "../accounts/session.ts";
import { useDeed } from "../foundation/load.ts";

export function useSignInAs(password: () => string) {
  const router = useRouter();
  return useDeed(async (login: string, to: string) => {
    await signIn({ login, password: password() });
    await router.push(to);
  });
}
