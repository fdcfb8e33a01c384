export const zh = {
  tenders: {
    title: "",
  },
} as const;
