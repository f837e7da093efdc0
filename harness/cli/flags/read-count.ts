/** A flag's whole number, at least `from`; what is wrong with it is added to `problems`. */
export function readCount(
	flag: string,
	text: string | undefined,
	{ from, problems }: { readonly from: number; readonly problems: string[] },
): number | undefined {
	if (text === undefined) return undefined
	const count = /^\d{1,4}$/.test(text) ? Number(text) : undefined
	if (count !== undefined && count >= from) return count
	problems.push(`${flag} takes a whole number from ${from}, not '${text}'`)
	return undefined
}
