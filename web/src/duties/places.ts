/** Where somebody of a role works, and where a duty is done. Pure. */

export interface Place {
  readonly word: string;
  readonly path: string;
}

const PLACES: Record<string, Place> = {
  projects: { word: "projects", path: "/projects" },
  newProject: { word: "newProject", path: "/projects/new" },
  wall: { word: "wall", path: "/wall" },
  companies: { word: "companies", path: "/companies" },
  bodies: { word: "bodies", path: "/custodian-bodies" },
  accounts: { word: "accounts", path: "/accounts" },
  rulebook: { word: "rulebook", path: "/rulebook" },
  journal: { word: "journal", path: "/journal" },
  health: { word: "health", path: "/platform" },
  hall: { word: "hall", path: "/hall" },
  register: { word: "register", path: "/tenders" },
};

const OF_ROLE: Record<string, readonly string[]> = {
  buyer: ["projects", "newProject", "wall", "rulebook"],
  agency: ["projects", "newProject", "wall", "rulebook"],
  centre_staff: ["wall", "companies", "bodies", "projects", "rulebook"],
  supervisor: ["wall", "projects", "register", "rulebook"],
  system_admin: ["accounts", "bodies", "rulebook", "health"],
  security_admin: ["accounts", "rulebook", "health"],
  audit_admin: ["journal", "rulebook", "health"],
  pool_keeper: ["rulebook", "register", "hall"],
  draw_operator: ["register", "hall", "rulebook"],
  statistician: ["register", "hall", "rulebook"],
};

export const placesOf = (role: string): Place[] => (OF_ROLE[role] ?? ["register", "hall", "rulebook"]).flatMap((word) => PLACES[word] ?? []);

export interface DutyAt {
  readonly kind: string;
  readonly project?: string | null;
  readonly lot?: string | null;
}

const AT_DESK = new Set(["answer-objection", "rule-cause", "close-opening", "alarm"]);

const AFTER_REPORT = new Set(["publish-candidates", "answer-result-objection", "award", "written-report", "contract", "bonds-back", "archive"]);

/** The page on which a duty is done. */
export function placeOf({ kind, project, lot }: DutyAt): string {
  if (kind === "bind-company") return "/companies";
  if (kind === "openings-today") return "/wall";
  if (lot && AT_DESK.has(kind)) return `/desk/${lot}`;
  if (lot && AFTER_REPORT.has(kind)) return `/awards/${lot}`;
  if (project && lot) return `/projects/${project}/lots/${lot}`;
  return project ? `/projects/${project}` : "/projects";
}
