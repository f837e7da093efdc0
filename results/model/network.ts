import { parsePasst } from '../versions/index.ts'
import { expected, parsed, splitAt, type Parsed } from './parsed.ts'

export type NetworkValue =
	/** Without a version: that of the docker package's own Debian suite. */
	| { readonly driver: 'slirp4netns'; readonly version: string | undefined }
	/** The version as the file spells it, in any of the three spellings. */
	| { readonly driver: 'pasta'; readonly version: string }
	/** A passt of one's own, known by its sum: a program, a .deb or a tarball. */
	| { readonly driver: 'pasta'; readonly file: PastaFile }
	| { readonly driver: 'vpnkit' }
	| { readonly driver: 'lxc-user-nic' }

type PastaFile = { readonly sha256: string } & ({ readonly url: string } | { readonly path: string })

const wanted = '"slirp4netns", "slirp4netns@1.2.1", "pasta@2025_05_03", "vpnkit" or "lxc-user-nic"'
const pastaWanted =
	'a passt version behind "pasta@", such as "pasta@2025_05_03" or "pasta@2025_05_03.587980c", or a file: "pasta@file:PATH#sha256=SUM", "pasta@https://…#sha256=SUM"'

/** `file:PATH#sha256=SUM` or an address with the same end; whoever brings a file has to say which one. */
function pastaFile(text: string): PastaFile | undefined {
	const [, place = '', sha256 = ''] = /^(.+)#sha256=([0-9a-f]{64})$/.exec(text) ?? []
	if (/^https?:\/\//.test(place)) return URL.canParse(place) ? { url: place, sha256 } : undefined
	const path = /^file:(.+)$/.exec(place)?.[1]
	return path === undefined ? undefined : { path, sha256 }
}

/** A release's tag, or a package's version with its revision: what stands behind must not make two cells of one passt. */
const spellings = [
	/^\d{4}_\d{2}_\d{2}(\.[0-9a-f]{7,40})?$/,
	/^0\.0~git\d{8}\.[0-9a-f]{7,40}(-[0-9][0-9A-Za-z.+~]*)?$/,
	/^0\^\d{8}\.g[0-9a-f]{7,40}(-[0-9][0-9A-Za-z.+~]*)?$/,
]

const isPasstVersion = (text: string): boolean =>
	parsePasst(text) !== undefined && spellings.some((spelling) => spelling.test(text))

export function parseNetworkValue(text: string): Parsed<NetworkValue> {
	const [driver, version] = splitAt(text, '@')
	switch (driver) {
		case 'slirp4netns':
			if (version === undefined) return parsed({ driver, version })
			return /^\d+\.\d+(\.\d+)?([+~-][A-Za-z0-9.+~-]*)?$/.test(version)
				? parsed({ driver, version })
				: expected('a version behind "slirp4netns@", such as "slirp4netns@1.2.1"')
		case 'pasta': {
			const file = version === undefined ? undefined : pastaFile(version)
			if (file) return parsed({ driver, file })
			// Its behaviour changes from release to release: a cell that does not say which one says nothing.
			return version !== undefined && isPasstVersion(version)
				? parsed({ driver, version })
				: expected(pastaWanted)
		}
		case 'vpnkit':
		case 'lxc-user-nic':
			return version === undefined ? parsed({ driver }) : expected(`"${driver}" without a version`)
		default:
			return expected(wanted)
	}
}
