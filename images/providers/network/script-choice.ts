import type { NetworkDriver } from '../provider.ts'
import { slirp4netns } from './slirp4netns.ts'

/**
 * dockerd-rootless.sh is told no driver, and takes the first that it finds installed, which is slirp4netns in every
 * version: with another MTU than where it is named to it, before 28.5.2 (moby #51149).
 */
export const scriptChoice: NetworkDriver = {
	...slirp4netns,
	name: 'default',
	about:
		'The script’s own choice where it is told no driver, with slirp4netns installed as for `slirp4netns`.',
	examples: [{ value: 'default' }],
	expects: '"default" without a version',
	parse: (version) => (version === undefined ? {} : undefined),
	slug: () => 'script-choice',
}
