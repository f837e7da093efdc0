/** Whose builds there are. Loading this loads none of the machinery that gets an artifact. */
export { obtainKernel, obtainStack } from './obtain.ts'
export { brNetfilterOf, bundledRootlessKit, isObtainable, isOwnPath, slugs } from './offers.ts'
export {
	examplesOf,
	parseDockerValue,
	parseGuestValue,
	parseKernelValue,
	parseNetworkValue,
	parseRootlessKitValue,
} from './parse.ts'
export { type BisectAxis, listValues } from './list.ts'
export { askedKernel, askedVersions } from './asked.ts'
export { kernelFileOf, kernelFilesText } from './kernel-files.ts'
export { expected, type Parsed, parsed } from './parsed.ts'
export { kernelPins, stackPins } from './pins.ts'
export { distributions, networkDrivers, providers } from './registry.ts'
export { type GuestLimit, minLinuxOf } from '../guest/distributions/index.ts'
export type { Provider } from './provider.ts'
export type {
	GuestValue,
	KernelFile,
	KernelValue,
	NetworkValue,
	OwnFile,
	ProvidedValue,
	RootlessKitValue,
	StackRequest,
} from './values.ts'
