export const zh = {
  ledger: {
    title: "",
  },
} as const;
