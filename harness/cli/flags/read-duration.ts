const units = { s: 1_000, m: 60_000, h: 3_600_000 } as const

/** A flag's time such as `90s`, `10m` or `2h`, from `from` to `to` ms, as milliseconds; what is wrong with it is added to `problems`. */
export function readDuration(
	flag: string,
	text: string | undefined,
	{ from, to, problems }: { readonly from: number; readonly to: number; readonly problems: string[] },
): number | undefined {
	if (text === undefined) return undefined
	const [, count, unit] = /^(\d{1,4})([smh])$/.exec(text) ?? []
	const ms = count === undefined ? undefined : Number(count) * units[unit as keyof typeof units]
	if (ms !== undefined && ms >= from && ms <= to) return ms
	problems.push(
		`${flag} takes a time from ${from / units.s}s to ${to / units.h}h, such as 90s, 10m or 2h, not '${text}'`,
	)
	return undefined
}
