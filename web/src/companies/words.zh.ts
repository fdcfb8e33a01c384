export const zh = {
  companies: {
    title: "",
  },
} as const;
