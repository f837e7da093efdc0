import { parsePasst } from '#results'
import { expected, parsed, splitAt, type Parsed } from './parsed.ts'

export type NetworkValue =
	/** Without a version: that of the docker package's own Debian suite. */
	| { readonly driver: 'slirp4netns'; readonly version: string | undefined }
	/** The version as the file spells it, in any of the three spellings. */
	| { readonly driver: 'pasta'; readonly version: string }
	| { readonly driver: 'vpnkit' }
	| { readonly driver: 'lxc-user-nic' }

const wanted = '"slirp4netns", "slirp4netns@1.2.1", "pasta@2025_05_03", "vpnkit" or "lxc-user-nic"'
const pastaWanted =
	'a passt version behind "pasta@", such as "pasta@2025_05_03" or "pasta@2025_05_03.587980c"'

export function parseNetworkValue(text: string): Parsed<NetworkValue> {
	const [driver, version] = splitAt(text, '@')
	switch (driver) {
		case 'slirp4netns':
			if (version === undefined) return parsed({ driver, version })
			return /^\d+\.\d+(\.\d+)?([+~-][A-Za-z0-9.+~-]*)?$/.test(version)
				? parsed({ driver, version })
				: expected('a version behind "slirp4netns@", such as "slirp4netns@1.2.1"')
		case 'pasta':
			// Its behaviour changes from release to release: a cell that does not say which one says nothing.
			return version !== undefined && parsePasst(version) !== undefined
				? parsed({ driver, version })
				: expected(pastaWanted)
		case 'vpnkit':
		case 'lxc-user-nic':
			return version === undefined ? parsed({ driver }) : expected(`"${driver}" without a version`)
		default:
			return expected(wanted)
	}
}
