export const zh = {
  publication: {
    title: "",
  },
} as const;
