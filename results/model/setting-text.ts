/** A setting of a daemon's profile as a person reads it: lists and maps with what is in them. */
export const settingText = (value: unknown): string => {
	if (Array.isArray(value)) return value.map(settingText).join(',')
	if (typeof value !== 'object' || value === null) return String(value)
	return Object.entries(value)
		.map(([name, one]) => `${name}:${settingText(one)}`)
		.join(',')
}
