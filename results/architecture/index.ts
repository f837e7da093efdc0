export {
	type Architecture,
	architectures,
	type DebianArchitecture,
	debianArchitecture,
	guestArchitecture,
	hostArchitecture,
	nodeArchitecture,
	recordedArchitecture,
} from './architecture.ts'
