/** What is derived of attack paths: the bench tells of each alone. */
export const PATH_SECTIONS = ["sftpAccess", "sftpTakeovers", "sftpDataAccess", "logDestinations"] as const;

export type PathSection = (typeof PATH_SECTIONS)[number];
