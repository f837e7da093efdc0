/** As a matrix file has the key of a setting: `disableHostLoopback` → `disable-host-loopback`. */
export const settingKey = (setting: string): string =>
	setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** As daemon.json, the environment and the script's variables call a setting. */
export const settingName = (setting: string): string =>
	setting === 'ignoreBrNetfilterError' ? 'DOCKER_IGNORE_BR_NETFILTER_ERROR' : settingKey(setting)

/** A setting of a daemon's profile as a person reads it: lists and maps with what is in them. */
export const settingText = (value: unknown): string => {
	if (Array.isArray(value)) return value.map(settingText).join(',')
	if (typeof value !== 'object' || value === null) return String(value)
	return Object.entries(value)
		.map(([name, one]) => `${name}:${settingText(one)}`)
		.join(',')
}
