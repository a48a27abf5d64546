global using Xunit;
global using MlDash.Tests;
