import { distributions } from '../guest/distributions/index.ts'
import { built } from './origin/built.ts'
import { debian } from './origin/debian.ts'
import { file } from './origin/file.ts'
import { local } from './origin/local.ts'
import { lxcUserNic } from './network/lxc-user-nic.ts'
import { pasta } from './network/pasta.ts'
import { slirp4netns } from './network/slirp4netns.ts'
import { scriptChoice } from './network/script-choice.ts'
import { gvisorTapVsock, vpnkit } from './network/unsupported.ts'
import { pluginProviders } from './plugin-providers.ts'
import type { NetworkDriver, Provider } from './provider.ts'
import { upstream } from './origin/upstream.ts'

/** In the order in which messages and the reference name them. */
const own: readonly Provider[] = [debian, upstream, built, local, file]

export const providers: readonly Provider[] = [...own, ...pluginProviders(own)]

export const networkDrivers: readonly NetworkDriver[] = [
	slirp4netns,
	pasta,
	scriptChoice,
	vpnkit,
	lxcUserNic,
	gvisorTapVsock,
]

/** Guests' distributions have a registry of their own: each is a folder. */
export { distributions }
