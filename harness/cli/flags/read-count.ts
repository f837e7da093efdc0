const MAX_COUNT = 9999

/** A flag's whole number, from `from` to `to` (9,999 where nothing is said); what is wrong with it is added to `problems`. */
export function readCount(
	flag: string,
	text: string | undefined,
	{
		from,
		to = MAX_COUNT,
		problems,
	}: { readonly from: number; readonly to?: number; readonly problems: string[] },
): number | undefined {
	if (text === undefined) return undefined
	const count = /^\d{1,9}$/.test(text) ? Number(text) : undefined
	if (count !== undefined && count >= from && count <= to) return count
	const range = count !== undefined && count > to ? `from ${from} to ${to}` : `from ${from}`
	problems.push(`${flag} takes a whole number ${range}, not '${text}'`)
	return undefined
}
