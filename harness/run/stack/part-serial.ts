/** The serial number of a part's disk, whose file system has the part's name as its label; virtio has room for 20 bytes. */
export const partSerial = (name: string): string => `part-${name}`

/** What is installed: the Docker that is upgraded from lies beside it, for the check that starts it. */
export const installedParts = <P extends { readonly name: string }>(parts: readonly P[]): P[] =>
	parts.filter(({ name }) => name !== 'upgradeFrom')
