export const zh = {
  documents: {
    title: "",
  },
} as const;
