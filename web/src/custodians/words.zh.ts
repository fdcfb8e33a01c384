export const zh = {
  custodians: {
    title: "",
  },
} as const;
