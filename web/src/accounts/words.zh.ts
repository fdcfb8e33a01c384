export const zh = {
  accounts: {
    title: "",
  },
} as const;
