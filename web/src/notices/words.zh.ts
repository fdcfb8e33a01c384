export const zh = {
  notices: {
    title: "",
  },
} as const;
