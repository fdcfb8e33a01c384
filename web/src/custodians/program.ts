/** What a release says of the program that made it. */
export const CLIENT = "tianping-custodian-web/0.1.0";
