export const zh = {
  projects: {
    title: "",
  },
} as const;
