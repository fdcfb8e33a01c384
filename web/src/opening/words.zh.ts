export const zh = {
  opening: {
    title: "",
  },
} as const;
