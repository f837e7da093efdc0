/** As Go's strconv.ParseBool reads them; a flag that stands alone is true. */
const yes = [undefined, '1', 't', 'T', 'true', 'TRUE', 'True']

/** Whether RootlessKit is told to do what a flag of yes or no says: of several the last one counts, with one dash or two. */
export function rootlesskitTold(name: string, flags: readonly string[] = []): boolean {
	const told = flags.flatMap((flag) => {
		const [, key, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(flag) ?? []
		return key === name ? [yes.includes(value)] : []
	})
	return told.at(-1) ?? false
}
