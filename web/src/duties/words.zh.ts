export const zh = {
  duties: {
    title: "",
  },
} as const;
