/** The build without Redis, which the throttling plugin has in the bundle already; its types are those of the other one. */
declare module 'bottleneck/light.js' {
  import Bottleneck from 'bottleneck';
  // biome-ignore lint/style/noDefaultExport: the library has no other export
  export default Bottleneck;
}
