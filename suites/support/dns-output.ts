/** The answers that busybox's nslookup printed: what stands behind the first `Name:`, not the server's address. */
export function nslookupAddresses(text: string): string[] {
	const lines = text.split('\n')
	const from = lines.findIndex((line) => line.startsWith('Name:'))
	if (from < 0) return []
	return unique(lines.slice(from).flatMap((line) => /^Address(?: \d+)?:\s*(\S+)/.exec(line)?.[1] ?? []))
}

/** The addresses that `getent ahostsv4` or `ahostsv6` printed, a line for each socket type. */
export function hostAddresses(text: string): string[] {
	return unique(text.split('\n').flatMap((line) => /^(\S+)\s/.exec(line)?.[1] ?? []))
}

const unique = (addresses: readonly string[]): string[] => [...new Set(addresses)]
