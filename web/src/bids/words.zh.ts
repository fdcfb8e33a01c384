export const zh = {
  bids: {
    title: "",
  },
} as const;
