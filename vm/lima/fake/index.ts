export { installFakeLimactl } from './install.ts'
